-- The door to the media: nobody enters a room of Jitsi's without our server's word for this very join.
-- For the component that holds the rooms, beside Jitsi's own token_verification:
--
--   Component "muc.meet.jitsi" "muc"
--     modules_enabled = { "token_verification"; "evenkeel_door" }
--     evenkeel_door_url = "http://proxy:8090/jitsi/joins"
--     evenkeel_door_secret_file = "/run/secrets/EVENKEEL_JITSI_SECRET"
--     evenkeel_door_exempt = { "focus@auth.meet.jitsi" }
--
-- The question is asked before Prosody looks at the room, and the answer is used up in the same turn in which the join is
-- judged: while an answer is awaited, nothing of the room is held that could have changed meanwhile. Whatever goes wrong
-- (no answer, another answer, no token, no configuration) is a refusal. No token and no name is ever logged.

local async = require "util.async";
local base64 = require "util.encodings".base64;
local http = require "net.http";
local jid = require "util.jid";
local json = require "util.json";
local modulemanager = require "core.modulemanager";
local st = require "util.stanza";
local timer = require "util.timer";

local MUC = "http://jabber.org/protocol/muc";
local MOST_BYTES = 4096;

local url = module:get_option_string("evenkeel_door_url");
local seconds = module:get_option_number("evenkeel_door_seconds", 2);
local exempt = module:get_option_set("evenkeel_door_exempt", {});

-- Where the file is for root alone, the images of Jitsi have put its text into the environment.
local function secret_of_file()
	local path = module:get_option_string("evenkeel_door_secret_file");
	local file = path and io.open(path, "r");
	local text = file and file:read("*a") or os.getenv("EVENKEEL_JITSI_SECRET") or "";
	if file then file:close(); end
	text = text:match("^%s*(.-)%s*$");
	return #text >= 32 and text or nil;
end

local secret = secret_of_file();
if not url or not secret then
	module:log("error", "evenkeel_door_url or evenkeel_door_secret_file is missing, or the secret has less than 32 characters: nobody may join");
end

-- Words that our server said for one stanza; gone with the stanza.
local words = setmetatable({}, { __mode = "k" });

-- Jicofo, by its whole name: a domain or a pattern would let in whoever else has an account there.
local function is_exempt(who)
	return exempt:contains(jid.bare(who));
end

-- What the token says, which the host's own authentication has verified at login.
local function claims_of(session)
	local token = session.auth_token;
	local body = type(token) == "string" and token:match("^[^.]+%.([%w_-]+)%.[^.]+$");
	if not body then return nil; end
	local bytes = base64.decode((body:gsub("-", "+"):gsub("_", "/")) .. ("="):rep(-#body % 4));
	local claims = bytes and json.decode(bytes);
	return type(claims) == "table" and claims or nil;
end

-- What can be told from here, before anybody is asked: nil, or why not.
local function refusal_of(session, room_jid)
	if not url or not secret then return "The door is not configured"; end
	if not modulemanager.is_loaded(module.host, "token_verification") then
		return "Rooms do not verify tokens here";
	end
	local room = session.jitsi_meet_room;
	if type(room) ~= "string" or session.auth_token == nil then return "A pass is needed"; end
	-- Not "*", and not whatever else Jitsi would take for a rule about rooms.
	if room:lower() ~= jid.node(room_jid) then return "The pass is not for this room"; end
	return nil;
end

local function ask(session, stanza)
	local room_jid = jid.bare(stanza.attr.to);
	local refused = refusal_of(session, room_jid);
	if refused then return false, refused; end
	local claims = claims_of(session);
	local user = type(session.jitsi_meet_context_user) == "table" and session.jitsi_meet_context_user or {};
	if not claims or type(claims.jti) ~= "string" or type(user.id) ~= "string" then
		return false, "The pass names nobody";
	end
	if not async.ready() then return false, "This way of coming in is not supported"; end

	local wait, done = async.waiter();
	local over, allow, reason = false, false, "The server could not be asked";
	local function answer(yes, why)
		if over then return; end
		over, allow, reason = true, yes, why;
		done();
	end
	local request = http.request(url, {
		method = "POST";
		headers = { ["Content-Type"] = "application/json"; ["Authorization"] = "Bearer " .. secret; };
		body = json.encode({
			room = jid.node(room_jid);
			person = user.id;
			tokenId = claims.jti;
			occupant = stanza.attr.to;
		});
	}, function (body, code)
		local said = code == 200 and type(body) == "string" and #body <= MOST_BYTES and json.decode(body);
		if type(said) ~= "table" then
			module:log("warn", "The server did not answer for a join: %s", tostring(code));
			return answer(false, "The server could not be asked");
		end
		answer(said.allow == true, type(said.reason) == "string" and said.reason or "Not admitted");
	end);
	timer.add_task(seconds, function ()
		if over then return; end
		module:log("warn", "The server did not answer for a join within %s s", tostring(seconds));
		answer(false, "The server did not answer in time");
		if request then http.destroy_request(request); end
	end);
	wait();
	-- Whoever has gone meanwhile would stand in the room as a ghost.
	if session.destroyed then return false, "Gone before the answer"; end
	return allow, reason;
end

-- Before the room is looked up: Prosody's own handler has -2.
local function before(event)
	local session, stanza = event.origin, event.stanza;
	if stanza.attr.type ~= nil or not stanza:get_child("x", MUC) or is_exempt(stanza.attr.from) then return; end
	local ok, allow, reason = pcall(ask, session, stanza);
	if not ok then
		module:log("error", "A join could not be judged");
		allow, reason = false, "The server could not be asked";
	end
	words[stanza] = { allow = allow == true, reason = reason };
end
module:hook("presence/full", before, -1);

-- Whoever leads a group of ours leads its media, from the first moment on. It is done as nobody in particular (true): what
-- somebody does is refused below.
local function lead(event, session, stanza)
	local user = session.jitsi_meet_context_user;
	if type(user) == "table" and user.affiliation == "owner" and event.occupant then
		event.room:set_affiliation(true, jid.bare(stanza.attr.from), "owner");
		event.occupant.role = event.room:get_default_role("owner") or event.occupant.role;
	end
end

-- After token_verification, which has 99: where it refuses, it is its own words that are heard.
local function judge(event)
	local session, stanza = event.origin, event.stanza;
	if is_exempt(stanza.attr.from) then return; end
	local word = words[stanza];
	if word and word.allow then
		lead(event, session, stanza);
		return;
	end
	local reason = word and word.reason or "Nobody was asked";
	module:log("info", "A join was refused: %s", reason);
	session.send(st.error_reply(stanza, "auth", "forbidden", "Evenkeel: " .. reason, module.host));
	return true;
end
module:hook("muc-room-pre-create", judge, 90);
module:hook("muc-occupant-pre-join", judge, 90);

-- Whoever is in keeps the name with which they came. Prosody tells of another one as of somebody who has left, and of nobody
-- who has come: they would listen on, and be taken for gone.
local function keep(event)
	local session, stanza = event.origin, event.stanza;
	local was, is = event.orig_occupant, event.dest_occupant;
	if is_exempt(stanza.attr.from) or was == is and is.nick == stanza.attr.to then return; end
	module:log("info", "Another name was refused");
	session.send(st.error_reply(stanza, "cancel", "not-acceptable", "Evenkeel: Nobody changes their name here", module.host));
	return true;
end
module:hook("muc-occupant-pre-change", keep, 90);

-- Nobody else makes anybody lead. Where its own authentication is on, jicofo would make an owner of everybody with a token,
-- and whoever leads could make others lead: our server would know of neither. Prosody itself acts as nobody, when it makes
-- jicofo the owner of the room that it opens; so may another module, and neither is held up here.
local function lock(who, event)
	if not event.actor or is_exempt(who) then return; end
	module:log("info", "Somebody was not made to lead: only the door does that");
	event.allowed = false;
	return true;
end

module:hook("muc-pre-set-affiliation", function (event)
	if event.affiliation ~= "owner" and event.affiliation ~= "admin" then return; end
	return lock(event.jid, event);
end, 90);

-- A moderator without being an owner is one all the same.
module:hook("muc-pre-set-role", function (event)
	if event.role ~= "moderator" or not lock(event.occupant.bare_jid, event) then return; end
	event.error, event.condition = "cancel", "not-allowed";
	return true;
end, 90);
