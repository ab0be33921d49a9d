-- STAND-IN for Jitsi's mod_filter_iq_jibri, for tests alone: on the host of people, nobody asks jicofo to record whose pass
-- does not say so. None of their code.
local st = require "util.stanza";

module:hook("pre-iq/full", function (event)
	local session, stanza = event.origin, event.stanza;
	if not stanza:get_child("jibri", "http://jitsi.org/protocol/jibri") then return; end
	local features = session.jitsi_meet_context_features;
	if features and features.recording then return; end
	session.send(st.error_reply(stanza, "auth", "forbidden"));
	return true;
end);
