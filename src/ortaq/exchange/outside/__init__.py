"""What leaves the console: e-mail, short messages, webhooks. At least once, and never given up in silence.

models      a channel of a unit, what is to go over it, and each attempt
channels    a channel is asked for by one, confirmed by another, switched off
delivering  the clock hands out what is due, a job tries it, each attempt is taken down
pauses      when it is tried again, by the number of the attempt
note        what is said outside: number, urgency, duty line; the words only where their handling lets them
ways        which way a channel goes; on a drill, a demo or a test node every way ends in a file of the node
mail, sms, webhook, sink   one way each
posting     an HTTPS request to an address that others gave: checked, bounded, not led on

The rows that are to go out are written by PostgreSQL in the transaction that addresses a unit (triggers of migration
0005), so that no verb forgets one.
"""
