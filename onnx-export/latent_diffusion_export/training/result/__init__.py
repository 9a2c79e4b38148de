"""What a run leaves: measurements, the model card, the folders."""
