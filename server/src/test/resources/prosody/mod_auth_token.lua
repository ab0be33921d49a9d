-- STAND-IN for Jitsi's module of this name, for tests alone: written anew from the rules in our notes (a key is fetched by
-- the hash of its id, RS256 alone, issuer, audience, room, end), none of its code. What is proven with it: that a token of
-- ours is good for another implementation of JWT, with another library of cryptography, and what our own modules do with
-- a session that it has marked. What is not: how Jitsi's module behaves.

local base64 = require "util.encodings".base64;
local http = require "net.http";
local json = require "util.json";
local new_sasl = require "util.sasl".new;
local sasl = require "util.sasl";
local uuid = require "util.uuid".generate;
local formdecode = require "util.http".formdecode;
local hex = require "util.hex";
local sha256 = require "util.hashes".sha256;
local async = require "util.async";
local pkey = require "openssl.pkey";
local digest = require "openssl.digest";

local keys = module:get_option_string("asap_key_server");
local app = module:get_option_string("app_id");

local function bytes(text)
	return base64.decode((text:gsub("-", "+"):gsub("_", "/")) .. ("="):rep(-#text % 4));
end

local function key_of(id)
	local wait, done = async.waiter();
	local pem;
	http.request(keys .. "/" .. hex.encode(sha256(id)) .. ".pem", {}, function (body, code)
		pem = code == 200 and body or nil;
		done();
	end);
	wait();
	return pem;
end

local function claims_of(token)
	if not token then return nil, "token required"; end
	local head, body, signature = token:match("^([%w_-]+)%.([%w_-]+)%.([%w_-]+)$");
	local header = head and json.decode(bytes(head) or "");
	if type(header) ~= "table" then return nil, "bad token format"; end
	if not header.kid then return nil, "'kid' claim is missing"; end
	local pem = key_of(header.kid);
	if not pem then return nil, "could not obtain public key"; end
	if header.typ ~= "JWT" then return nil, "Invalid typ"; end
	if header.alg ~= "RS256" then return nil, "Invalid or incorrect alg"; end
	if not pkey.new(pem):verify(bytes(signature), digest.new("sha256"):update(head .. "." .. body)) then
		return nil, "Invalid signature";
	end
	local claims = json.decode(bytes(body));
	if claims.exp and os.time() >= claims.exp then return nil, "Not acceptable by exp"; end
	if claims.nbf and os.time() < claims.nbf then return nil, "Not acceptable by nbf"; end
	if claims.iss ~= app then return nil, "invalid 'iss' claim"; end
	if not claims.aud then return nil, "'aud' claim is missing"; end
	if not claims.sub then return nil, "'sub' claim is missing"; end
	if not claims.room then return nil, "'room' claim is missing"; end
	return claims;
end

module:hook_global("websocket-session", function (event)
	local query = event.request.url.query;
	event.session.auth_token = query and formdecode(query).token or nil;
end);

local provider = {};
function provider.get_sasl_handler(session)
	return new_sasl(module.host, { anonymous = function (self, name)
		local claims, why = claims_of(session.auth_token);
		if not claims then return false, "not-allowed", why; end
		session.jitsi_meet_room = claims.room;
		session.jitsi_meet_domain = claims.sub;
		session.jitsi_meet_context_user = claims.context and claims.context.user;
		session.jitsi_meet_context_features = claims.context and claims.context.features;
		self.username = name;
		return true;
	end });
end
module:provides("auth", provider);

sasl.registerMechanism("ANONYMOUS", { "anonymous" }, function (self)
	local ok, condition, text = self.profile.anonymous(self, uuid(), self.realm);
	if ok then return "success"; end
	return "failure", condition, text;
end);
