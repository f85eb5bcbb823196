"""The aligner: finds the face in a drawing of any place, size and tilt. Judged on drawings by hand, trained on our own."""
