"""The public page on which anybody writes to the ombudsman, and the room to which the sender comes back."""
