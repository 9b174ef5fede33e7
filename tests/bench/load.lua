-- What wrk sends: prepared requests in rotation, as nginx asks the gate, and at the end one line of figures.
--
--     wrk … -s load.lua URL -- FILE [PATH] [PAUSE]
--
-- A line of FILE is a request: the gate's path, the original method and URI, and the secret. PATH, if it isn't empty,
-- stands for every path of the file: the other handler gets the same requests. PAUSE is how many milliseconds a
-- connection waits before each request, which bounds a flood.

local requests, at = {}, 0

function init(args)
    local path = args[2]
    if path == "" then path = nil end
    for line in io.lines(args[1]) do
        local own, method, uri, secret = line:match("^(%S+) (%S+) (%S+) (%S+)$")
        requests[#requests + 1] = wrk.format("GET", path or own, {
            ["Host"] = "gate.example.com",
            ["User-Agent"] = "meter-sync/2.4 (linux; x86_64)",
            ["Accept"] = "application/json",
            ["Accept-Encoding"] = "gzip, br",
            ["Authorization"] = "Bearer " .. secret,
            ["X-Original-Method"] = method,
            ["X-Original-URI"] = uri,
            ["X-Forwarded-For"] = "203.0.113.77",
        })
    end
    if args[3] then
        local pause = tonumber(args[3])
        function delay() return pause end
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99),
        e.status, e.connect + e.read + e.write + e.timeout))
end
