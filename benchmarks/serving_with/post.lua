-- Posts the file that BODY names, and says in JSON what became of it.
local file = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
file:close()

function done(summary, latency, requests)
  local bad = summary.errors
  local form = '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"worst":%d,' ..
    '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n'
  io.write(string.format(form, summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency.max, bad.connect, bad.read, bad.write, bad.status,
    bad.timeout))
end
