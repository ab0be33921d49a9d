-- Tells our server who is on the media: rooms that begin and end, people who come and go. For the component that holds
-- the rooms. The bodies are those of the event_sync component of jitsi-contrib, so that either can be used, and name
-- besides the occupant's nick, by which somebody is kicked.
--
--   Component "muc.meet.jitsi" "muc"
--     modules_enabled = { "evenkeel_door"; "evenkeel_events" }
--     evenkeel_events_url = "http://proxy:8090/jitsi/events"
--     evenkeel_door_secret_file = "/run/secrets/EVENKEEL_JITSI_SECRET"
--
-- Best effort: three tries, a bounded number under way, nothing kept over a restart. Our server takes the census besides.

local array = require "util.array";
local http = require "net.http";
local jid = require "util.jid";
local json = require "util.json";
local timer = require "util.timer";

local MOST_UNDER_WAY = 256;
local MOST_OCCUPANTS = 200;
local TRIES = 3;

local url = module:get_option_string("evenkeel_events_url");
local seconds = module:get_option_number("evenkeel_events_seconds", 5);
local exempt = module:get_option_set("evenkeel_door_exempt", {});

local function secret_of_file()
	local path = module:get_option_string("evenkeel_door_secret_file");
	local file = path and io.open(path, "r");
	local text = file and file:read("*a") or os.getenv("EVENKEEL_JITSI_SECRET") or "";
	if file then file:close(); end
	return (text:match("^%s*(.-)%s*$"));
end

local secret = secret_of_file();
if not url or secret == "" then
	module:log("error", "evenkeel_events_url or evenkeel_door_secret_file is missing: nobody is told who is on the media");
	return;
end

local under_way = 0;

-- An answer below 500 is an answer: the server has heard it, whatever it thinks of it.
local function try(path, body, left)
	local over = false;
	local request;
	local function ended(code)
		if over then return; end
		over = true;
		if code > 0 and code < 500 then
			under_way = under_way - 1;
		elseif left > 1 then
			timer.add_task(1, function () try(path, body, left - 1); end);
		else
			under_way = under_way - 1;
			module:log("warn", "The server was not told of %s: %d", path, code);
		end
	end
	request = http.request(url .. path, {
		method = "POST";
		headers = { ["Content-Type"] = "application/json"; ["Authorization"] = "Bearer " .. secret; };
		body = body;
	}, function (_, code) ended(code or 0); end);
	timer.add_task(seconds, function ()
		if over then return; end
		ended(0);
		if request then http.destroy_request(request); end
	end);
end

local function tell(path, event)
	if under_way >= MOST_UNDER_WAY then
		module:log("warn", "Too many events are under way: %s is not told", path);
		return;
	end
	under_way = under_way + 1;
	try(path, json.encode(event), TRIES);
end

-- Jicofo tries itself out in rooms of its own.
local function is_ours(room)
	return not (jid.node(room.jid) or ""):match("^__jicofo%-health%-check");
end

local function about(name, room)
	return {
		event_name = name;
		room_name = jid.node(room.jid);
		room_jid = room.jid;
		is_breakout = false;
		created_at = room._evenkeel and room._evenkeel.created_at or os.time();
	};
end

-- What is known of the people of a room, by their nicks.
local function known(room)
	room._evenkeel = room._evenkeel or { created_at = os.time(); people = {}; count = 0; };
	return room._evenkeel;
end

module:hook("muc-room-created", function (event)
	if not is_ours(event.room) then return; end
	known(event.room);
	tell("/room/created", about("muc-room-created", event.room));
end);

module:hook("muc-occupant-joined", function (event)
	local room, origin = event.room, event.origin;
	if not is_ours(room) or exempt:contains(jid.bare(event.stanza.attr.from)) then return; end
	local all = known(room);
	local user = origin and origin.jitsi_meet_context_user or {};
	local person = {
		occupant_jid = event.stanza.attr.from;
		nick = jid.resource(event.nick);
		joined_at = os.time();
		id = user.id;
	};
	if not all.people[event.nick] then all.count = all.count + 1; end
	all.people[event.nick] = person;
	local body = about("muc-occupant-joined", room);
	body.occupant = person;
	body.active_occupants_count = all.count;
	tell("/occupant/joined", body);
end);

module:hook("muc-occupant-left", function (event)
	local all = event.room._evenkeel;
	local nick = event.nick or event.occupant and event.occupant.nick;
	local person = all and all.people[nick];
	if not person then return; end
	all.people[nick] = nil;
	all.count = all.count - 1;
	person.left_at = os.time();
	local body = about("muc-occupant-left", event.room);
	body.occupant = person;
	body.active_occupants_count = all.count;
	tell("/occupant/left", body);
end);

module:hook("muc-room-destroyed", function (event)
	local room = event.room;
	if not is_ours(room) then return; end
	local body = about("muc-room-destroyed", room);
	body.destroyed_at = os.time();
	body.all_occupants = array();
	for _, person in pairs(room._evenkeel and room._evenkeel.people or {}) do
		if #body.all_occupants >= MOST_OCCUPANTS then break; end
		person.left_at = person.left_at or body.destroyed_at;
		table.insert(body.all_occupants, person);
	end
	tell("/room/destroyed", body);
end);
