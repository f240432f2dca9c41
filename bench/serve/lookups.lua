-- Questions for wrk: arguments are a file of encoded addresses, the path of the service, cold or repeated, and where
-- to begin. The texts are those of client.Lookups.question.
local things, count, path, cold = {}, 0, "", false

function init(args)
  for line in io.lines(args[1]) do things[#things + 1] = line end
  path, cold, count = args[2], args[3] == "cold", tonumber(args[4])
  wrk.headers["Accept"] = "application/sparql-results+json"
end

function request()
  local thing, limit
  if cold then
    thing, limit = count % #things, 1000 + math.floor(count / #things)
  else
    thing, limit = (count % 100) % #things, 999
  end
  count = count + 1
  return wrk.format("GET", path .. "?query=SELECT%20%3Fp%20%3Fo%20WHERE%20%7B%20" .. things[thing + 1] ..
    "%20%3Fp%20%3Fo%20%7D%20LIMIT%20" .. string.format("%d", limit))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
