-- STAND-IN for jicofo and for Jitsi's reservations and kick, for tests alone; a component of its own. It asks our server
-- for each room that does not exist, makes the room, and throws people out on request. None of their code.
local http = require "net.http";
local jid = require "util.jid";
local json = require "util.json";
local st = require "util.stanza";
local formdecode = require "util.http".formdecode;

local rooms = module:get_option_string("muc_component");
local control_keys = module:get_option_string("prosody_password_public_key_repo_url");
local claims_of = module:require "stand_in_jwt".claims_of;
local prefix = module:get_option_string("reservations_api_prefix");
local headers = module:get_option("reservations_api_headers", {});

local focus = "focus@auth.test";

local function muc() return prosody.hosts[rooms].modules.muc; end

local function refuse(origin, stanza, code, text)
	origin.send(st.error_reply(stanza, "cancel", "service-unavailable", text)
		:tag("reservation-error", { xmlns = "http://jitsi.org/protocol/focus", ["error-code"] = tostring(code) }));
end

local function open(room)
	local made = muc().get_room_from_jid(room) or muc().create_room(room);
	-- As jicofo does, which stays in the room: it is not gone with the last who leaves.
	made:set_persistent(true);
	-- As Prosody makes jicofo one, which is the first to come: without that it might change nobody, lock or no lock.
	made:set_affiliation(true, focus, "owner");
end

module:hook("iq-set/host/http://jitsi.org/protocol/focus:conference", function (event)
	local origin, stanza = event.origin, event.stanza;
	local room = stanza:get_child("conference", "http://jitsi.org/protocol/focus").attr.room;
	local function ready()
		open(room);
		origin.send(st.reply(stanza):tag("conference",
			{ xmlns = "http://jitsi.org/protocol/focus", room = room, ready = "true", focusjid = focus }));
	end
	if muc().get_room_from_jid(room) or not prefix then ready(); return true; end
	http.request(prefix .. "/conference", {
		method = "POST";
		headers = headers;
		body = http.formencode({ name = jid.node(room), start_time = os.date("!%Y-%m-%dT%H:%M:%S.000Z"), mail_owner = jid.bare(stanza.attr.from) });
	}, function (body, code)
		local said = type(body) == "string" and json.decode(body) or {};
		if code == 200 or code == 201 then ready(); else refuse(origin, stanza, code, said.message or "refused"); end
	end);
	return true;
end);

module:depends("http");
module:provides("http", {
	default_path = "/";
	route = {
		["PUT /kick-participant"] = function (event)
			local name = formdecode(event.request.url.query or "").room;
			local token = (event.request.headers.authorization or ""):match("^Bearer (.+)$");
			local claims = claims_of(token, control_keys, "evenkeel");
			if not claims or claims.room ~= name then return 403; end
			local room = muc().get_room_from_jid(name .. "@" .. rooms);
			if not room then return 404; end
			local who = json.decode(event.request.body).participantId;
			for _, occupant in room:each_occupant() do
				if jid.resource(occupant.nick) == who then
					room:set_role(true, occupant.nick, nil);
					return 200;
				end
			end
			return 404;
		end;
		-- What jicofo would do as an owner of the room: give somebody an affiliation. Answers with Prosody's words.
		["PUT /stand-in/affiliation"] = function (event)
			local asked = formdecode(event.request.url.query or "");
			local room = muc().get_room_from_jid(asked.room);
			if room:get_affiliation(focus) ~= "owner" then return "focus is no owner"; end
			local done, _, condition = room:set_affiliation(focus, asked.who, asked.affiliation);
			return done and "done" or condition;
		end;
		["GET /room-census"] = function (event)
			local list = {};
			for room in prosody.hosts[rooms].modules.muc.live_rooms() do
				local count = 0;
				for _ in room:each_occupant() do count = count + 1; end
				table.insert(list, { room_name = room.jid, participants = count });
			end
			event.response.headers.content_type = "application/json";
			return json.encode({ room_census = list });
		end;
	};
});
