"""What a person starts or connects to; nothing above knows it exists."""
