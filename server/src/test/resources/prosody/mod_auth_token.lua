-- STAND-IN for Jitsi's module of this name, for tests alone; none of its code. What is proven with it: that a token of
-- ours is good for another implementation of JWT, with another library of cryptography, and what our own modules do with
-- a session that it has marked. What is not: how Jitsi's module behaves.

local new_sasl = require "util.sasl".new;
local sasl = require "util.sasl";
local uuid = require "util.uuid".generate;
local formdecode = require "util.http".formdecode;
local claims_of = module:require "stand_in_jwt".claims_of;

local keys = module:get_option_string("asap_key_server");
local app = module:get_option_string("app_id");
local audience = module:get_option_array("asap_accepted_audiences", {})[1];

module:hook_global("websocket-session", function (event)
	local query = event.request.url.query;
	event.session.auth_token = query and formdecode(query).token or nil;
end);

local provider = {};
function provider.get_sasl_handler(session)
	return new_sasl(module.host, { anonymous = function (self, name)
		local claims, why = claims_of(session.auth_token, keys, app, audience);
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
