# The calendar of expiries: its address, on the pages of the settings.

calendar-heading = Calendar of expiries
calendar-help = An address that calendar programs can subscribe to: it lists when application tokens expire, with their names and handles. Whoever has the address can read it, without signing in.
calendar-made = The address was made { $when }. It was shown once, and can't be shown again.
calendar-make-first = Make an address
calendar-make = Make a new address
calendar-end = End the calendar
calendar-making = Making…
calendar-ending = Ending…

# What is asked before the present address stops

calendar-make-title = A new address · Settings
calendar-end-title = End the calendar · Settings
calendar-make-ask = Make a new address?
calendar-end-ask = End the calendar?
calendar-make-none = The calendar has no address at present.
calendar-end-none = The calendar has no address at present: there is nothing to end.
calendar-make-means = The present address stops at once, and the new one is shown to you once. Calendars that are subscribed to it keep what they have fetched, and are told nothing new until they are given the new one.
calendar-end-means = The present address stops at once. Calendars that are subscribed to it keep what they have fetched, and are told nothing new.
calendar-overtaken = The calendar's address was made or ended meanwhile, by you or someone else. Nothing was changed now.
calendar-ended = Ended the calendar. Its address no longer works.
calendar-none = There is no calendar.

# The one page that shows the address

calendar-reveal = The calendar's address
calendar-copy-now = <strong>Copy the address now.</strong> Latchkey keeps only a fingerprint of it, so it can't be shown again.
calendar-address = Address
calendar-copy = Copy address
calendar-subscribe = Subscribe to it in a calendar program, so that it is fetched now and then. Whoever has it can read when your tokens expire, and their names and handles, but no secret of any.
calendar-back = Back to the settings
