#include <fmt/format.h>

#include "observe/output_directory.hpp"
#include "observe/progress.hpp"
#include "study/page.hpp"

namespace rheobase {

std::string run_study(const Study& study, const StudyOptions& options) {
  const OutputDirectory directory(options.directory);
  const std::vector<Variant> variants = study.variants(options.seeds);
  std::uint64_t total = 0, done = 0;
  for (const Variant& v : variants) total += v.seeds;
  std::vector<Result> results;
  {
    Progress progress(std::string("study ") + study.name, total);
    for (const Variant& v : variants) {
      const std::string note = v.series + ", " + v.label;
      progress.at(done, note);
      results.push_back({v, run_ensemble(v.network, v.seeds, options.duration_ms, [&] { progress.at(++done, note); })});
    }
  }
  std::string markdown = fmt::format("# {}\n\n![]({}.svg)\n\n{}\n{}", study.question, study.name, study.answer(results),
                                     results_table(results));
  markdown += fmt::format(
      "\nMean ± standard error over seeds of {:g} s; statistics as in `docs/statistics.md`. Made by\n"
      "`rheobase study {} --seeds {}`.\n",
      options.duration_ms / 1000, study.name, options.seeds);
  write_page(study, results, options, markdown);
  return markdown;
}

}  // namespace rheobase
