"""What TensorBoard shows: the course of fits, layers, and the trials of a search."""
