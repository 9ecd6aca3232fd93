// Names as text of every kind of output: shown, never interpreted.
#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "observe/child_process.hpp"
#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"
#include "text/message.hpp"

using namespace rheobase;
namespace fs = std::filesystem;

TEST_SUITE_BEGIN("text");

TEST_CASE("printable: one line, no control codes, no other direction, no broken UTF-8") {
  CHECK(printable("plain text, 50 % {of} \\it") == "plain text, 50 % {of} \\it");
  CHECK(printable("Gr\u00fc\u00dfe \u4f60\u597d \U0001F9E0 \uFFFD") ==
        "Gr\u00fc\u00dfe \u4f60\u597d \U0001F9E0 \uFFFD");
  CHECK(printable("a\nb\rc\td") == "a\\nb\\rc\\td");
  CHECK(printable("\x1b[31mred\x1b[0m\x07") == "\\x1b[31mred\\x1b[0m\\x07");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\x7f") == "\\x7f");
  CHECK(printable("\u009b31m") == "\\u009b31m");          // a control sequence in one character
  CHECK(printable("\u202egnp.exe") == "\\u202egnp.exe");  // from right to left
  CHECK(printable("a\u2028b\u2066c") == "a\\u2028b\\u2066c");
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("\xc3") == "\\xc3");                             // cut short
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  CHECK(printable("\xe2\x28\xa1") == "\\xe2(\\xa1");
  for (const std::string& hostile : std::vector<std::string>{"\x1b]0;x\x07", "\xff\n", "\u202e"})
    CHECK(printable(printable(hostile)) == printable(hostile));
}

TEST_CASE("excerpt: short, and not cut inside a character") {
  CHECK(excerpt(std::string(10000, 'x')) == std::string(120, 'x') + "...");
  CHECK(excerpt(std::string(119, 'x') + "\u00fc" + "y") == std::string(119, 'x') + "...");
  CHECK(excerpt(std::string(10000, '\x80')).size() <= 120 * 4 + 3);
}

TEST_CASE("every output's own quotes and markup") {
  CHECK(gnuplot_text("it's") == "'it\u2019s'");
  CHECK(gnuplot_text("a\nb") == "'a\\nb'");
  CHECK(xml_text("<a href=\"x\">'&'\x01</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\\x01&lt;/a&gt;");
  CHECK(csv_text("E") == "E");
  CHECK(csv_text("E,\"I\"") == "\"E,\"\"I\"\"\"");
  CHECK(csv_text("a\nb") == "a\\nb");
  for (const char* formula : {"=cmd()", "+1", "-1", "@SUM(1)"})
    CHECK(csv_text(formula) == "\"'" + std::string(formula) + "\"");
  CHECK(json_text({{"a", "\xff\""}}, -1) == "{\"a\":\"\\ufffd\\\"\"}\n");
  CHECK(file_name_text("E-1_x") == "E-1_x");
  CHECK(file_name_text("a/b.c:\u00fc") == "a%2Fb%2Ec%3A%C3%BC");
  CHECK(file_name_text("AUX") == "%41UX");
  CHECK(file_name_text("com1") == "%63om1");
  CHECK(file_name_text("com") == "com");
  CHECK(file_name_text("nul_") == "nul_");
  CHECK(file_name_text("") == "");
}

#ifndef _WIN32
TEST_CASE("a program without a shell, that starts no other") {
  CHECK(output_of({"cat"}, "`echo $HOME`\n") == "`echo $HOME`\n");
  CHECK(output_of({"cat", "/dev/stdin"}, std::string(1 << 20, 'x'))->size() == 1 << 20);
  CHECK_FALSE(output_of({"false"}, "").has_value());
  CHECK_FALSE(output_of({"no-such-program-anywhere"}, "").has_value());
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
  // A shell that may start nothing does only what it can do itself.
  CHECK_FALSE(output_of({"sh", "-c", "(echo child)"}, "").has_value());
  CHECK(output_of({"sh", "-c", "echo itself"}, "") == "itself\n");
#endif
}

TEST_CASE("gnuplot runs nothing, not even what a script asks for") {
  if (!gnuplot_available()) return;
  const fs::path owned = fs::temp_directory_path() / "rheobase_owned";
  fs::remove(owned);
  const std::string touch = "touch " + owned.string();
  for (const std::string& script : {"system('" + touch + "')", "set title \"`" + touch + "`\"",
                                    "plot '< " + touch + "'", "set output '|" + touch + "'"}) {
    (void)output_of({"gnuplot", "--default-settings"}, script + "\nplot x\n");
    CHECK_FALSE(fs::exists(owned));
  }
}
#endif

TEST_SUITE_END();
