"""Turns a folder of aligned faces into packed photos, masks and line drawings (as strokes) for training."""
