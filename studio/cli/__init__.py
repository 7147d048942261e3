"""The command line: thin callers of the same Studio. Nothing heavy is imported before a command needs it."""
