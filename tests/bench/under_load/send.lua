-- What wrk sends to the portal: one request over and over, and at the end one line of figures.
--
--     wrk … -s send.lua URL -- STATUS PATH ORIGIN COOKIE [FORM]
--
-- FORM is posted; `@` in it stands for a number that no other request has. STATUS is what each answer must be.

local path, origin, cookie, form, at, expected
local threads = {}
-- Counted by each thread, and read at the end.
wrong = 0

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(args)
    expected, path, origin, cookie, form = tonumber(args[1]), args[2], args[3], args[4], args[5]
    at = number * 1e9 + os.time() % 1e6 * 1e3
end

function request()
    local headers = { ["Host"] = origin:match("//(.*)"), ["Cookie"] = cookie }
    at = at + 1
    -- Everyone else's address: nobody is slowed down for another's failures.
    headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", at / 65536 % 256, at / 256 % 256, at % 256)
    if not form then return wrk.format("GET", path, headers) end
    headers["Origin"], headers["Content-Type"] = origin, "application/x-www-form-urlencoded"
    return wrk.format("POST", path, headers, (form:gsub("@", string.format("%032d", at))))
end

function response(status, _, body)
    if status == expected then return end
    if wrong == 0 then io.stderr:write(path, " was answered with ", status, ":\n", body, "\n") end
    wrong = wrong + 1
end

function done(summary, latency)
    local e, others = summary.errors, 0
    for _, thread in ipairs(threads) do others = others + thread:get("wrong") end
    io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99),
        others, e.connect + e.read + e.write + e.timeout))
end
