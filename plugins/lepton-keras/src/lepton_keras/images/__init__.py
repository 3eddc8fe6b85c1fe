"""Images: how they are recognised, read, made of one size, and described by numbers."""
