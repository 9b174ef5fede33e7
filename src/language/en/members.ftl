# The list of an organization's members, the page of one, and changing or removing one.

members-title-of = { $name } · Members
members-title-promotion = Administrator · { $name }
members-title-removal = Remove { $name } · Members
members-you = You

# Roles

members-role-member = Member
members-role-member-means = Sees the application tokens and their usage. Changes nothing.
members-role-support = Support
members-role-support-means = Sees what members see and the audit log, and shuts tokens off, with a reason.
members-role-administrator = Administrator
members-role-administrator-means = Manages everything: tokens, applications, members and settings.
members-no-such-role = “{ $word }” is not a role: it is administrator, member or support

# The list

members-invite = Invite someone
members-search = Search by e-mail address
members-search-button = Search
members-clear-search = Clear search
members-none-found = No member has such an e-mail address.
members-role = Role
members-api-access = API access
members-api-access-granted = Granted
members-api-access-none = None
members-last-sign-in = Last sign-in
members-tokens-created = Tokens created (not deleted)
members-tokens-none = None
members-tokens-many = More than { $count }
members-joined = Joined

# One member

members-password-forgotten = <strong>Forgotten their password?</strong> Whoever runs this portal sets a new one at the server, with <code>latchkey user password --email ADDRESS</code>.
members-save-role = Save role
members-api-access-has = { $who ->
    [you] { $count ->
        [0] You may have personal tokens, and have none now. Withdrawing it stops personal tokens with the next request.
       *[other] You may have personal tokens, and have { $count } now. Withdrawing it stops personal tokens with the next request.
    }
   *[they] { $count ->
        [0] They may have personal tokens, and have none now. Withdrawing it stops personal tokens with the next request.
       *[other] They may have personal tokens, and have { $count } now. Withdrawing it stops personal tokens with the next request.
    }
}
members-api-access-lacks = { $who ->
    [you] You can't have personal tokens, which act as the person in applications that accept them.
   *[they] They can't have personal tokens, which act as the person in applications that accept them.
}
members-api-access-would-work = { $count ->
    [one] The { $count } there is would work again.
   *[other] The { $count } there are would work again.
}
members-withdraw-api-access = Withdraw API access
members-grant-api-access = Grant API access
members-everything-done = { $who ->
    [you] Everything you did
   *[they] Everything they did
}
members-danger = { $who ->
    [you] <strong>Leaving the organization?</strong> Sessions and personal tokens end at once. Application tokens go on working.
   *[they] <strong>No longer part of the organization?</strong> Sessions and personal tokens end at once. Application tokens go on working.
}
members-remove = { $who ->
    [you] Leave
   *[they] Remove
}

# Making someone an administrator

members-promotion-heading = Make <bdi>{ $name }</bdi> an administrator?
members-promotion-now = <bdi>{ $email }</bdi> has the role { $role } now. From the next request on they may do everything you may:
members-promotion-tokens = Create tokens with any permissions, for every application, and delete those of others.
members-promotion-people = Invite people, change roles, and remove members, you included.
members-promotion-rules = Change the rules for tokens, and see the whole audit log.
members-promotion-button = Make an administrator

# Removing someone

members-removal-heading-you = Leave the organization?
members-removal-heading = Remove <bdi>{ $name }</bdi>?
members-removal-at-once-you = What happens at once:
members-removal-at-once = <bdi>{ $email }</bdi>, { $role }. What happens at once:
members-removal-signed-out = { $who ->
    [you] You are signed out everywhere.
   *[they] They are signed out everywhere.
}
members-removal-personal = { $count ->
    [0] { $who ->
        [you] You have no personal tokens in force.
       *[they] They have no personal tokens in force.
    }
    [one] One personal token stops working and is switched off.
   *[other] { $count } personal tokens stop working and are switched off.
}
members-removal-invitations = { $who ->
    [you] Invitations you have made and nobody has accepted are revoked.
   *[they] Invitations they have made and nobody has accepted are revoked.
}
members-removal-none-created = { $who ->
    [you] You have created no application tokens.
   *[they] They have created no application tokens.
}
members-removal-created = { $who ->
    [you] Application tokens you created
   *[they] Application tokens they created
}
members-removal-go-on = { $who ->
    [you] <strong>These go on working:</strong> they belong to their applications. If you may still have the secret of one, create another like it and delete the old one.
   *[they] <strong>These go on working:</strong> they belong to their applications. If they may still have the secret of one, create another like it and delete the old one.
}
members-removal-many-more = and more than { $count } more
members-removal-busy = Removing…

# What became of it

members-last-administrator = { $name } is the last administrator: without one, nobody could manage the organization any more. Make someone else an administrator first.
members-role-changed-meanwhile = Someone made { $name } { $role } after you opened the page. Look at it again first.
members-role-is-now = { $role ->
    [administrator] { $name } is an administrator now.
    [support] { $name } is support now.
   *[member] { $name } is a member now.
}
members-role-was-already = { $role ->
    [administrator] { $name } was an administrator already.
    [support] { $name } was support already.
   *[member] { $name } was a member already.
}
members-api-access-neither = “{ $word }” is neither granted nor withdrawn.
members-api-access-is-granted = { $name } may have personal tokens now.
members-api-access-is-withdrawn = { $name } can't have personal tokens any more.
members-api-access-was-granted = { $name } had API access already.
members-api-access-was-withdrawn = { $name } had no API access.
members-removed = Removed { $name }. Their sessions and personal tokens have ended.
