"""The machine and the operating system that the terminal runs on."""
