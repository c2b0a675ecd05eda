"""What this very board can do: measured once, chosen by the figures, lighter when it is hot."""
