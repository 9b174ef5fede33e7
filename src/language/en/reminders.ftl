# Mails to administrators and owners about tokens that expire or were marked compromised.

# Expiry: the subject

reminders-subject-expired = “{ $name }” has expired
reminders-subject-expires = “{ $name }” expires { $distance }
reminders-subject-soon = { $count } application tokens of { $organization } expire soon
reminders-subject-all-expired = { $count } application tokens of { $organization } have expired
reminders-subject-some-expired = { $count } application tokens of { $organization } expire soon or have expired

# Expiry: the text

reminders-opening = { $count ->
    [one] An application token of { $organization } needs attention. From its expiry on, every request with a token is refused.
   *[other] These application tokens of { $organization } need attention. From its expiry on, every request with a token is refused.
}
reminders-token = { $name }, for { $application }
reminders-token-inactive = { $name }, for { $application } (inactive)
reminders-token-expires = Expires { $distance }: { $moment }
reminders-token-expired = Expired { $distance }: { $moment }
reminders-more = And { $count } more: { $address }
reminders-what-to-do = An expiry can't be put off. What is still needed gets another token: "Create another like this" on the page of the old one. What is not needed can be deleted.
reminders-why = You get this as an administrator of { $organization }: 30, 14, 7 and 1 day before a token expires, and when it has.

# Compromise: the subject

reminders-compromised-subject = “{ $name }” is compromised and no longer works
reminders-compromised-subject-many = { $count } tokens of { $organization } are compromised and no longer work

# Compromise: the text

reminders-compromised-opening = { $count ->
    [one] A token of { $organization } is compromised: somebody who shouldn't have it may have it. Every request with it is refused from now on, and nobody can switch it on again.
   *[other] These tokens of { $organization } are compromised: somebody who shouldn't have them may have them. Every request with them is refused from now on, and nobody can switch them on again.
}
reminders-compromised-token = { $name }, for { $owner }
reminders-compromised-token-personal = { $name }, a personal token of { $owner }
reminders-compromised-by = Marked by { $who }: { $moment }
reminders-compromised-by-token = Marked by the token “{ $who }”: { $moment }
reminders-compromised-what-to-do = What to do: look on its page who used it lately and from where, issue a new one there by "Rotate" if a program still needs it, and find out how it got out.
reminders-compromised-why = You get this as an administrator of { $organization }.
reminders-compromised-what-to-do-owner = What to do: make a new one if you still need it, and find out how it got out.
reminders-compromised-why-owner = { $count ->
    [one] You get this because you are the owner of this token.
   *[other] You get this because you are the owner of these tokens.
}
