"""The interpreter: says what each stroke of a drawing shows, from its shape, place, order and neighbours."""
