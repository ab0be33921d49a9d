-- STAND-IN for Jitsi's mod_muc_end_meeting, for tests alone. Like that one it is of no host, so it reads global options
-- alone, and does nothing where it finds none. None of their code.
module:set_global();

local jid = require "util.jid";
local formdecode = require "util.http".formdecode;
local claims_of = module:require "stand_in_jwt".claims_of;

local control_keys = module:get_option_string("prosody_password_public_key_repo_url");
if not control_keys then
	module:log("warn", "no keys for orders: no room is ended from here");
	return;
end

function module.add_host(host)
	host:depends("http");
	host:provides("http", {
		default_path = "/";
		route = {
			["POST /end-meeting"] = function (event)
				local address = formdecode(event.request.url.query or "").conference;
				local token = (event.request.headers.authorization or ""):match("^Bearer (.+)$");
				if not claims_of(token, control_keys, "evenkeel") then return 401; end
				local rooms = prosody.hosts[jid.host(address)];
				local room = rooms and rooms.modules.muc.get_room_from_jid(address);
				if not room then return 404; end
				room:destroy();
				return 200;
			end;
		};
	});
end
