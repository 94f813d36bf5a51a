"""Two cards of a kind side by side: what each field says of either, what that comes to, and what lies between them."""
