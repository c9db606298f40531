-- Recursion, patterns, sorting, coroutines, floating point, errors.
local function fibonacci(n)
    if n < 2 then return n end
    return fibonacci(n - 1) + fibonacci(n - 2)
end

local words = {}
for word in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do
    words[#words + 1] = word
end
table.sort(words)

local squares = coroutine.wrap(function()
    for i = 1, 3 do coroutine.yield(i * i) end
end)

print(fibonacci(12), #words,
    string.format("%.6f %5d %s", math.sqrt(2), 42, table.concat(words, " ")))

local _, message = pcall(error, "caught")
return string.format("%d %s %d %d %d %s %g",
    fibonacci(12), words[1], squares(), squares(), squares(), message, 1 / 3)
