"""What somebody can see by a date: observable quantities of runs, who sees them, and runs of which they are kept."""
