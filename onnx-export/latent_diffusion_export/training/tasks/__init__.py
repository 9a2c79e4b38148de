"""What is trained: an autoencoder, a denoiser; from nothing or from a model that exists."""
