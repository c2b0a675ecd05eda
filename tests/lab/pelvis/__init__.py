"""The pelvic drop's candidates, each measured on people that nothing was fitted to."""
