-- STAND-IN for Jitsi's module of this name, for tests alone: its rule about rooms, and its words, written anew.
local jid = require "util.jid";
local st = require "util.stanza";
local is_admin = require "core.usermanager".is_admin;

local function verify(event)
	local session, stanza = event.origin, event.stanza;
	if is_admin(stanza.attr.from, module.host) then return; end
	local room = session.jitsi_meet_room;
	if room and room ~= "*" and room:lower() ~= jid.node(stanza.attr.to) then
		-- As older versions of it do, with all that it should not tell a log.
		module:log("error", "Token %s not allowed to join: %s", tostring(session.auth_token), stanza.attr.to);
		session.send(st.error_reply(stanza, "cancel", "not-allowed", "Room and token mismatched"));
		return true;
	end
end
module:hook("muc-room-pre-create", verify, 99);
module:hook("muc-occupant-pre-join", verify, 99);
