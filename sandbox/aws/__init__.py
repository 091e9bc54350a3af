"""A local AWS: moto as one WSGI application, with what it lacks added or refused."""
