"""What `serving.py` is made of: the servers, their environments, the models, the load."""
