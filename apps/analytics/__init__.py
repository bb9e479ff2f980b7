"""What runs mean: pictures and numbers."""
