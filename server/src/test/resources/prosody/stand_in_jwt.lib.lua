-- STAND-IN for Jitsi's reading of tokens, for tests alone: written anew from the rules in our notes (a key is fetched by
-- the hash of its id, RS256 alone, issuer, audience, room, end), none of its code. Its order and its words are meant to be
-- Jitsi's, but that a forged token is refused here shows nothing of theirs: check-jitsi tries that at a real deployment.

local base64 = require "util.encodings".base64;
local http = require "net.http";
local json = require "util.json";
local hex = require "util.hex";
local sha256 = require "util.hashes".sha256;
local hmac_sha256 = require "util.hashes".hmac_sha256;
local async = require "util.async";
local pkey = require "openssl.pkey";
local digest = require "openssl.digest";

local function bytes(text)
	return base64.decode((text:gsub("-", "+"):gsub("_", "/")) .. ("="):rep(-#text % 4));
end

local function key_of(keys, id)
	local wait, done = async.waiter();
	local pem;
	http.request(keys .. "/" .. hex.encode(sha256(id)) .. ".pem", {}, function (body, code)
		pem = code == 200 and body or nil;
		done();
	end);
	wait();
	return pem;
end

-- An algorithm that must not be taken, and is here: for the tests of whoever has to find that.
local taken = os.getenv("STAND_IN_TAKES");

local function takes(algorithm)
	return algorithm == "RS256" or algorithm ~= nil and algorithm == taken;
end

-- By what the token says of itself, as was done once (CVE-2021-39215); no fault as long as it may say one thing alone.
local function is_signed(algorithm, text, signature, pem)
	if algorithm == "none" then return true; end
	if algorithm == "HS256" then return hmac_sha256(pem, text) == bytes(signature); end
	return pkey.new(pem):verify(bytes(signature), digest.new("sha256"):update(text));
end

-- The claims of a good one; nil and why of another.
-- audience: where it is nil, any is good.
local function claims_of(token, keys, app, audience)
	if not token then return nil, "token required"; end
	local head, body, signature = token:match("^([%w_-]+)%.([%w_-]+)%.([%w_-]*)$");
	local header = head and json.decode(bytes(head) or "");
	if type(header) ~= "table" then return nil, "bad token format"; end
	if not header.kid then return nil, "'kid' claim is missing"; end
	local pem = key_of(keys, header.kid);
	if not pem then return nil, "could not obtain public key"; end
	if signature == "" and not takes("none") then return nil, "Invalid token"; end
	if header.typ ~= "JWT" then return nil, "Invalid typ"; end
	if not takes(header.alg) then return nil, "Invalid or incorrect alg"; end
	if not is_signed(header.alg, head .. "." .. body, signature, pem) then return nil, "Invalid signature"; end
	local claims = json.decode(bytes(body));
	if claims.exp and os.time() >= claims.exp then return nil, "Not acceptable by exp"; end
	if claims.nbf and os.time() < claims.nbf then return nil, "Not acceptable by nbf"; end
	if not claims.iss then return nil, "'iss' claim is missing"; end
	if claims.iss ~= app then return nil, "invalid 'iss' claim"; end
	if not claims.aud then return nil, "'aud' claim is missing"; end
	if audience and claims.aud ~= audience then return nil, "invalid 'aud' claim"; end
	if not claims.sub then return nil, "'sub' claim is missing"; end
	if not claims.room then return nil, "'room' claim is missing"; end
	return claims;
end

return { claims_of = claims_of };
