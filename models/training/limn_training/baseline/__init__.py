"""A plain direct network, sketch → portrait: what the way over codes, manifold and SAP is measured against (DeepFacePencil's comparison)."""
