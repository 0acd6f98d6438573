"""From files to judged reports: jobs, isolation from crashes, kernels as classes, reports that are kept."""
