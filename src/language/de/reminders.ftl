# E-Mails an Administratoren und Inhaber über Tokens, die ablaufen oder als kompromittiert markiert wurden.

# Ablauf: der Betreff

reminders-subject-expired = „{ $name }“ ist abgelaufen
reminders-subject-expires = „{ $name }“ läuft { $distance } ab
reminders-subject-soon = { $count } Anwendungstokens von { $organization } laufen bald ab
reminders-subject-all-expired = { $count } Anwendungstokens von { $organization } sind abgelaufen
reminders-subject-some-expired = { $count } Anwendungstokens von { $organization } laufen bald ab oder sind abgelaufen

# Ablauf: der Text

reminders-opening = { $count ->
    [one] Ein Anwendungstoken von { $organization } erfordert Aufmerksamkeit. Sobald ein Token abgelaufen ist, wird jede Anfrage damit abgewiesen.
   *[other] Diese Anwendungstokens von { $organization } erfordern Aufmerksamkeit. Sobald ein Token abgelaufen ist, wird jede Anfrage damit abgewiesen.
}
reminders-token = { $name }, für { $application }
reminders-token-inactive = { $name }, für { $application } (inaktiv)
reminders-token-expires = Läuft { $distance } ab: { $moment }
reminders-token-expired = Abgelaufen { $distance }: { $moment }
reminders-more = Und { $count } weitere: { $address }
reminders-what-to-do = Ein Ablauf lässt sich nicht verschieben. Was noch gebraucht wird, bekommt ein anderes Token: „Ähnliches Token erstellen“ auf der Seite des alten. Was nicht mehr gebraucht wird, kann gelöscht werden.
reminders-why = Sie erhalten diese E-Mail als Administrator von { $organization }: 30, 14 und 7 Tage sowie 1 Tag, bevor ein Token abläuft, und wenn es abgelaufen ist.

# Kompromittierung: der Betreff

reminders-compromised-subject = „{ $name }“ ist kompromittiert und gilt nicht mehr
reminders-compromised-subject-many = { $count } Tokens von { $organization } sind kompromittiert und gelten nicht mehr

# Kompromittierung: der Text

reminders-compromised-opening = { $count ->
    [one] Ein Token von { $organization } ist kompromittiert: Jemand, der es nicht haben sollte, hat es vielleicht. Jede Anfrage damit wird ab jetzt abgewiesen, und niemand kann es wieder aktivieren.
   *[other] Diese Tokens von { $organization } sind kompromittiert: Jemand, der sie nicht haben sollte, hat sie vielleicht. Jede Anfrage damit wird ab jetzt abgewiesen, und niemand kann sie wieder aktivieren.
}
reminders-compromised-token = { $name }, für { $owner }
reminders-compromised-token-personal = { $name }, ein persönliches Token von { $owner }
reminders-compromised-by = Als kompromittiert markiert von { $who }: { $moment }
reminders-compromised-by-token = Als kompromittiert markiert durch das Token „{ $who }“: { $moment }
reminders-compromised-what-to-do = Was zu tun ist: Sehen Sie auf der Seite des Tokens nach, wer es zuletzt von wo aus verwendet hat, stellen Sie dort mit „Rotieren“ ein neues aus, wenn ein Programm es noch braucht, und finden Sie heraus, wie es nach außen gelangt ist.
reminders-compromised-why = Sie erhalten diese E-Mail als Administrator von { $organization }.
reminders-compromised-what-to-do-owner = Was zu tun ist: Erstellen Sie ein neues, wenn Sie es noch brauchen, und finden Sie heraus, wie es nach außen gelangt ist.
reminders-compromised-why-owner = { $count ->
    [one] Sie erhalten diese E-Mail, weil dieses Token Ihnen gehört.
   *[other] Sie erhalten diese E-Mail, weil diese Tokens Ihnen gehören.
}
