-- STAND-IN for Jitsi's module of this name, for tests alone: that the release is told in the answer to disco#info.
local release = module:get_option_string("release_number");
if release then module:add_identity("server", "release", release); end
