"""The fields of `Mutation`, in one class for each subject; `roots.Mutation` is all of them."""
