/* What `alcove --help` prints. */
#include "app/options.h"

static const char people[] =
    "Alcove: a quiet, private line between two people.\n"
    "\n"
    "  alcove [LINK]                 open the window; with an invite link, accept it first\n"
    "  alcove demo                   two people, two processes, one short hour\n"
    "      --seconds N  --out DIR  --no-window  --camera SPEC  --mic SPEC\n"
    "  alcove invite                 print an invite link and wait until it is used\n"
    "      --for NAME  --name YOURS  --expires 48h  --no-wait  --qr  --want-reply\n"
    "      --list · --cancel NUMBER|all      the invites that wait to be used\n"
    "      --reply LINK|-            take in the reply link to an invite, and wait\n"
    "  alcove join LINK|-            accept an invite          --name YOURS\n"
    "      --camera [DEVICE]         read the invite's QR code with a camera\n"
    "  alcove people list            everyone you are paired with\n"
    "  alcove people verify A        four words to read to each other   --yes  --no\n"
    "  alcove people accept A · refuse A    another key came in their name\n"
    "  alcove people block A · unblock A · rename A B · forget A\n"
    "  alcove call PERSON            knock, and talk once they open the door\n"
    "      --at ADDRESS:PORT         there and nowhere else; `join` has it too\n"
    "  alcove answer                 wait for a knock and open the door   --from PERSON\n"
    "      --for SECONDS   --say TEXT (again and again)   --nod\n"
    "      --check-in TEXT --distractions TEXT\n"
    "      --camera v4l2:DEV|y4m:FILE|synthetic|none      --mic sdl|wav:FILE|silence\n"
    "      --speaker sdl|wav:FILE|none                    --screen window|y4m:FILE|none\n"
    "      --stats FILE  --reference CAMERA  --stamp      measure what is shown\n"
    "      --shot FILE.png  --max-rate KBIT\n"
    "  alcove write PERSON [TEXT|-]  words for them, for when you are never both here\n"
    "  alcove inbox [PERSON]         words for you   --list (those you have read too)\n"
    "      --sent                    those you wrote: written, left this device, arrived\n"
    "      --for SECONDS  --no-wait  (both: how long to look, or not at all)\n";

static const char shared[] =
    "  alcove goals PERSON           what you work on together; so too: goals list PERSON\n"
    "      add PERSON TITLE · show|edit|done|erase PERSON ID · move PERSON ID --before ID\n"
    "      --title T --why T --measure T --target YYYY-MM-DD --area T --importance 0-10\n"
    "      --confidence 0-10 --status open|reached|paused|archived --level 1-5 TEXT\n"
    "      --level-now 1-5 --note TEXT|-   (\"\" takes a value away; --last: to the end)\n"
    "      choose PERSON ID FIELD N  keep one of several values; `show` counts them\n"
    "  alcove practice PERSON        the same for practices: add PERSON TEXT ·\n"
    "      edit|tick|note|move|erase PERSON ID   --goal ID --text T --cadence T\n"
    "      --planned T --active yes|no --day YYYY-MM-DD (tick, note)\n"
    "  alcove checkin PERSON         how it went   --practice ID --done yes|no|partly\n"
    "      --mood --how-well --mastery --pleasure --predicted 0-10 --note T --day DAY\n"
    "  alcove session PERSON         list · add PERSON --title T --next \"DAY HH:MM\" ·\n"
    "      show PERSON [ID] · recap PERSON [ID] [TEXT|-]\n"
    "  alcove reflect                what you write for yourself alone; it is never shared\n"
    "      add [TEXT|-] --prompt T · show ID · erase ID\n"
    "  alcove changes PERSON         what they changed since you last looked   --seen\n"
    "  alcove undo PERSON [ID]       takes back what you changed last, for a day\n"
    "  alcove sync [PERSON]          meet, exchange what is owed, leave   --for SECONDS\n"
    "      --allow (more than 1 MB today)   --restored (this profile was put back)\n"
    "  alcove export PERSON -o FILE  sealed by a passphrase; --backup: the whole profile\n"
    "      --new-passphrase-fd N     or in the clear: --json --markdown --pdf --csv --ics\n"
    "      --mine  --no-comments     · alcove import FILE [PERSON]\n"
    "  alcove erase PERSON ID|--all  on every device, for good; asks for --yes\n";

static const char ways[] =
    "  alcove doctor PERSON          why they are not reached, and what to do, in 10 seconds\n"
    "      --invite LINK|-           the same for who sent an invite\n"
    "  alcove helper                 on a device that is always on: help your people find\n"
    "                                and reach each other; prints a helper link for you\n"
    "      --tcp PORT  --public ADDRESS:PORT (both a few times)  --max-rate KBIT\n"
    "  alcove helpers add            use your helper; reads its link from the input\n"
    "  alcove helpers list · remove NUMBER\n"
    "  alcove helpers ways [LIST|none|default]   who else may be asked, always; see below\n"
    "  alcove passphrase             whether this profile has one\n"
    "      --set · --change · --remove       asked for, or --new-passphrase-fd N\n"
    "      --auto-lock MINUTES       the window locks itself after so long (0: never)\n"
    "  alcove lock                   lock the window of this profile that runs\n"
    "\n"
    "  everywhere, before the command too: --profile DIR  --listen ADDRESS:PORT  --json\n"
    "              --passphrase-fd N         the first line from there is the passphrase\n"
    "              --leave-no-trace          (window, call, answer, join) write nothing\n"
    "              --helpers none|LIST       of lan, router, dht, dht=ADDRESS:PORT and\n"
    "                                        ADDRESS:PORT (STUN); who else may be asked\n"
    "              --opening-hops N          how far packets go that only open the way\n"
    "              --log-level error|info|debug  -h  -V\n"
    "\n"
    "  ends with: 0 ok, 1 failure, 2 usage, 3 profile not usable, 4 nobody reached,\n"
    "             5 wrong key, 6 declined, 7 no device, 8 invite not valid, 130 interrupted\n";

void options_help(FILE *file)
{
    fputs(people, file);
    fputs(shared, file);
    fputs(ways, file);
}
