"""What the code of an axon's tasks imports: metric, hpo, admin and serve."""

__version__ = "0.1.0"
