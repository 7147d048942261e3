"""Wire formats: each module turns a plan into a Call and messages into events. Pure; raw JSON lives here and nowhere else."""
