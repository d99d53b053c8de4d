"""How it is run: the command line, the sandbox case system and the files of a deployment."""
