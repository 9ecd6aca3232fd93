// What a CSV file may hold, and that no line of it goes unseen.
#include "files/csv.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "describe_helpers.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

std::vector<double> values_of(const std::string& text) { return parse_csv("t.csv", text).values; }
std::string csv_error(const std::string& text) {
  return error_of([&] { parse_csv("t.csv", text); });
}

}  // namespace

TEST_SUITE_BEGIN("compile");

TEST_CASE("a byte-order mark, quotes, line ends, comments and blanks leave every row in place") {
  const std::vector<double> rows = {0, 1, 2, 3};
  for (const std::string text : {"0,1\n2,3\n", "0,1\n2,3", "0,1\r\n2,3\r\n", "0,1\r2,3\r",
                                 "\xEF\xBB\xBF"
                                 "0,1\n2,3\n",
                                 "\"0\",\"1\"\n\"2\",3\n", "\xEF\xBB\xBF\"0\",1\n2,3\n", " 0 ,\t1 \n 2,3\n",
                                 "\n\n0,1\n\n2,3\n\n", "# list\n0,1\n# more\n2,3\n", "+0,+1\n2e0,3.0\n",
                                 "\" 0 \",1\n2,3", "source,target\n0,1\n2,3\n", "\"source\",\"target\"\n0,1\n2,3\n",
                                 "\xEF\xBB\xBFsource,target\n0,1\n2,3\n", "# a\n\nsource (0-based),target\n0,1\n2,3\n",
                                 "\"a,b\",c\n0,1\n2,3\n", "\xE6\x9D\xA5,\xE5\xBE\x80\n0,1\n2,3\n", "?,\n0,1\n2,3\n"}) {
    CAPTURE(text);
    const NumberTable table = parse_csv("t.csv", text);
    CHECK(table.values == rows);
    CHECK(table.columns == 2);
    CHECK(table.rows() == 2);
  }
  CHECK(values_of("-1.5\n").front() == -1.5);
  CHECK(values_of("9007199254740993\n").front() == 0x1p53);
  for (const std::string text : {"", "\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\r\n", "# nothing\n", "source,target\n"}) {
    CHECK(parse_csv("t.csv", text).rows() == 0);
  }
}

TEST_CASE("what is no number is an error that names its line, on the first line too") {
  const std::pair<const char*, const char*> table[] = {
      {"nan,1\n", "t.csv:1: 'nan' is not a finite number"},
      {"weight\nNaN\n", "t.csv:2: 'NaN' is not a finite number"},
      {"inf\n", "t.csv:1: "},
      {"-Infinity\n", "t.csv:1: "},
      {"\"inf\"\n", "t.csv:1: 'inf' is not a finite number"},
      {"1\nInf\n", "t.csv:2: "},
      {"0,1,\n", "t.csv:1: field 3 is empty"},
      {"0,1\n2,\n", "t.csv:2: field 2 is empty"},
      {",\n0,1\n", "t.csv:1: field 1 is empty"},
      {"0,a\n", "t.csv:1: 'a' is not a finite number"},
      {"a,0\n1,2\n", "t.csv:1: 'a' is not a finite number"},
      {"a,b\nc,d\n", "t.csv:2: 'c' is not a finite number"},
      {"0;1\n2;3\n", "t.csv:1: '0;1' is not a finite number; fields are separated by commas, not by semicolons"},
      {"0 1\n", "t.csv:1: '0 1' is not a finite number; fields are separated by commas, not by blanks"},
      {"0\t1\n", "not by blanks"},
      {"\"0,5\",1\n", "t.csv:1: '0,5' is not a finite number; decimals follow a point, not a comma"},
      {"\"0,1\n2,3\n", "t.csv:1: "},
      {"'0','1'\n", "t.csv:1: "},
      {"(0,1)\n", "t.csv:1: "},
      {"$5\n", "t.csv:1: "},
      {"\xE2\x88\x92"
       "5\n",
       "t.csv:1: "},
      {"0x10\n", "t.csv:1: "},
      {"1e400\n", "t.csv:1: '1e400' is beyond the range of numbers"},
      {"1e-400\n", "t.csv:1: '1e-400' is beyond the range of numbers"},
      {"- 1\n", "t.csv:1: "},
      {"1\n\n2,3\n", "t.csv:3: has 2 columns where the line above has 1"},
      {"2nd\n1\n", "t.csv:1: "},
      {"1 # comment\n", "t.csv:1: "},
      {"\"1\"\"\"\n", "t.csv:1: "},
  };
  for (const auto& row : table) {
    CAPTURE(std::string(row.first));
    CHECK(has(csv_error(row.first), row.second));
  }
}

TEST_SUITE_END();
