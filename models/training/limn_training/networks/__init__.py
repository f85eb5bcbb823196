"""CE, FM, IS, the appearance encoder, the discriminators and the face parser."""
