"""What has a frame around it, plots apart, and the lines above and below."""
