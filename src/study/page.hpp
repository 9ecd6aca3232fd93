// The page of a study: picture, numbers as JSON, text as Markdown.
#pragma once

#include <string>
#include <vector>

#include "study/study.hpp"

namespace rheobase {

// "8.34 ± 0.05": mean and standard error.
std::string mean_text(const Ensemble& ensemble, const std::string& statistic, int digits);

// A Markdown table, one row a variant.
std::string results_table(const std::vector<Result>& results);

// The results of one series, in their order.
std::vector<const Result*> series_of(const std::vector<Result>& results, const std::string& series);
std::vector<std::string> series_names(const std::vector<Result>& results);

// A curve through a series: x against the mean of a statistic (times factor(result)) with error bars. Appends the
// data block to `data` and returns the plot clause.
std::string curve(const std::vector<Result>& results, const std::string& series, const std::string& statistic,
                  unsigned colour, std::string& data, double (*factor)(const Result&) = nullptr);
// The averaged spectrum of the inhibitory rate of one result.
std::string spectrum_curve(const Result& result, const std::string& title, unsigned colour, std::string& data,
                           const char* dash = "");

void write_page(const Study& study, const std::vector<Result>& results, const StudyOptions& options,
                const std::string& markdown);

}  // namespace rheobase
