-- Each request is a new message of one of 5,000 people to a Telegram webhook.
local n = 0
local seed = tonumber(os.getenv("SEED") or "0") * 100000000
request = function()
  n = n + 1
  local id = seed + n
  local body = string.format(
    '{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false},"text":"1"}}',
    id, id, 1000 + n % 5000, 1000 + n % 5000)
  return wrk.format("POST", "/webhooks/telegram",
    {["content-type"] = "application/json", ["x-telegram-bot-api-secret-token"] = "bench"}, body)
end
