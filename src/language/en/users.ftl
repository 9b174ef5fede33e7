# A person's account.

account-language = Language
account-language-label = Language of the portal
account-language-help = Pages, and mails to you. Numbers and dates follow it.
account-language-of-browser = As the browser asks
account-language-save = Save language
account-language-unknown = There is no such language to choose.
account-language-chosen = From now on the portal speaks English to you.
