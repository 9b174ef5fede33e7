# Settings of an organization.

# Its name

settings-name-help = Shown to everyone who belongs to it. Up to 100 characters.
settings-renamed = Your organization is now called “{ $name }”.
settings-called = Your organization is called “{ $name }”.
settings-name-taken = Another organization here has this name. Choose another.
settings-name-overtaken = Someone else renamed it to “{ $name }” meanwhile. Yours is not saved yet.

# Its rules for tokens

settings-rules = Rules for tokens
settings-rules-help = Whoever creates or rotates a token has to keep them, personal tokens included.
settings-broken = { $count ->
    [one] { $count } token breaks the rules in force.
   *[other] { $count } tokens break the rules in force.
}
settings-broken-blocked = { $count ->
    [one] { $count } token breaks the rules in force, and is blocked at the gate.
   *[other] { $count } tokens break the rules in force, and are blocked at the gate.
}
settings-broken-by-many = More than { $count } tokens break the rules in force.
settings-broken-by-many-blocked = More than { $count } tokens break the rules in force, and are blocked at the gate.
settings-show-breakers = Show the application tokens among them
settings-in-force-now = What is in force now:
settings-yours-below = Yours are in the form below. Saving them replaces what is in force now.
settings-require-expiry = Require an expiry
settings-require-expiry-help = A token that is forgotten ends by itself.
settings-require-network = Require an IP restriction
settings-require-network-help = A stolen token is of no use anywhere else. A restriction to the whole internet does not count.
settings-lifetime = Longest lifetime
settings-lifetime-help = In days from creation, 1 to { $longest }. With one, every token needs an expiry. Empty means no limit.
settings-lifetime-not-days = “{ $typed }” is not a number of days from 1 to { $longest }.
settings-existing = Tokens that exist and break a rule
settings-keep = Leave them as they are
settings-keep-help = They work on until they end or someone shuts them off. A successor has to keep the rules: rotating one takes an IP restriction first if that is missing, and a lifetime that is too long is cut.
settings-block = Block them at the gate
settings-block-help = Refused from the next request on. You are shown which ones before anything is saved.
settings-save-rules = Save rules
settings-save-blocking = { $count ->
    [one] Save, and block { $count } token
   *[other] Save, and block { $count } tokens
}
settings-save-blocking-many = Save, and block more than { $count } tokens
settings-looking = Looking…
settings-rules-overtaken = Someone else changed the rules, after you opened them. Nothing of yours was saved yet.
settings-rules-unchanged = The rules are as they were.
settings-rules-saved = Saved the rules. No token breaks them.
settings-rules-saved-blocking = { $count ->
    [one] Saved the rules. { $count } token breaks them: blocked at the gate.
   *[other] Saved the rules. { $count } tokens break them: each is blocked at the gate.
}
settings-rules-saved-keeping = { $count ->
    [one] Saved the rules. { $count } token breaks them: left as it is.
   *[other] Saved the rules. { $count } tokens break them: each is left as it is.
}
settings-rules-saved-blocking-many = Saved the rules. More than { $count } tokens break them: each is blocked at the gate.
settings-rules-saved-keeping-many = Saved the rules. More than { $count } tokens break them: each is left as it is.

# The rules, a sentence each

settings-rule-expiry = A token must have an expiry.
settings-rule-lifetime = { $days ->
    [one] A token lasts { $days } day at most.
   *[other] A token lasts { $days } days at most.
}
settings-rule-network = A token must have an IP restriction.
settings-rule-none = There is no rule.
settings-rule-blocks = Tokens that break a rule are blocked at the gate.
settings-rule-keeps = Tokens that were there before stay as they are.

# What is asked before rules are saved that tokens break

settings-before-title = Before the rules are saved · Settings
settings-before = Before these rules are saved
settings-breaking = { $count ->
    [one] { $count } token breaks these rules.
   *[other] { $count } tokens break these rules.
}
settings-breaking-many = More than { $count } tokens break these rules.
settings-before-unsaved = Nothing has been saved yet.
settings-before-existing = What becomes of them
settings-before-block-help = Refused from the next request on. Requests that are under way finish.
settings-breakers = Tokens that break them
settings-breakers-used-last = The { $count } used last.
settings-breaker-owner = Belongs to
settings-breaker-why = Why
settings-breaker-off = switched off already
