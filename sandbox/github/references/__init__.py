"""The mutations of branches and tags: createRef, updateRef, updateRefs and deleteRef."""
