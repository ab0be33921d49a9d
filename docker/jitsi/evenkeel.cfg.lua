-- What Evenkeel adds to the configuration that the image of Prosody writes for itself; it is read besides that one.
-- Names come from the environment of the container: compose.yml.
--
-- On a deployment of your own, write your names in place of ENV_…, and see that its other files say, besides what is here,
--   Prosody, the host of the domain:  authentication "token"; app_id, asap_accepted_issuers and asap_accepted_audiences
--     "evenkeel"; signature_algorithm "RS256"; asap_key_server, our nodes and /jitsi/keys; allow_empty_token false;
--     modules presence_identity, muc_census, muc_kick_participant and muc_end_meeting; no host for guests; no lobby,
--     breakout rooms, visitors, AV moderation or polls
--   Prosody, the component of rooms:  modules token_verification, reservations, evenkeel_door and evenkeel_events;
--     reservations_api_prefix, our nodes and /jitsi/reservations
--   jicofo:  authentication.enabled false, conference.enable-auto-owner false, its REST on the loopback alone
-- check-jitsi tells whether it worked.

-- A token is in the address of a WebSocket, and older versions of Jitsi's modules write it into the log when they refuse.
log = {
	{
		levels = { min = ENV_LOG_LEVEL or "info" };
		to = "stdout";
		timestamps = "%Y-%m-%d %X";
		filter = function (line) return (line:gsub("eyJ[%w_%-]+%.[%w_%-]+%.?[%w_%-]*", "(token)")); end;
	};
}

-- Kick and end are ordered with another key than that of people's tokens. Above all hosts: mod_muc_end_meeting is a module
-- of none, and sees nothing that is said of one; a host has from here what nothing is said of below it.
prosody_password_public_key_repo_url = ENV_EVENKEEL_JITSI_SERVER .. "/jitsi/control-keys"

VirtualHost (ENV_XMPP_DOMAIN)
	-- Told to clients and to check-jitsi; compose.yml sets it beside the tag of the images.
	release_number = ENV_EVENKEEL_JITSI_RELEASE
	-- No room exists unless our schedule says so.
	reservations_api_headers = { ["Authorization"] = "Bearer " .. (ENV_EVENKEEL_JITSI_SECRET or "") }
	reservations_api_timeout = 5
	reservations_api_retry_count = 1

Component (ENV_XMPP_MUC_DOMAIN) "muc"
	evenkeel_door_url = ENV_EVENKEEL_JITSI_SERVER .. "/jitsi/joins"
	evenkeel_door_secret_file = "/run/secrets/EVENKEEL_JITSI_SECRET"
	evenkeel_door_exempt = { "focus@" .. ENV_XMPP_AUTH_DOMAIN }
	evenkeel_events_url = ENV_EVENKEEL_JITSI_SERVER .. "/jitsi/events"
