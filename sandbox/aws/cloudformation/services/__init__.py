"""One file a service: the types of resource that the local AWS can make."""
