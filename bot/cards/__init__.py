"""What a card is. Pure: no Discord, no database, no scheduler."""
