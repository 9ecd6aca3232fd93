# Draws sensors.txt (what sensors_and_motors prints) as sensors_and_motors.png: tools/docs_pictures.sh BUILD sensors
set terminal pngcairo size 1800,1120 fontscale 1.7 font "DejaVu Sans,10"
set output "sensors_and_motors.png"
set border 3 lc rgb "#666666"
set tics nomirror out textcolor rgb "#333333"
set grid back lc rgb "#e6e6e6" lt 1 lw 0.6
set lmargin 10
set rmargin 3
set key outside top center horizontal
set multiplot layout 2,1
set xrange [0:2000]
set ylabel "heading (degrees)"
set yrange [-180:180]
set ytics 90
plot "sensors.txt" using 1:2 with points pt 7 ps 0.5 lc rgb "#444444" notitle, NaN with lines lw 3 lc rgb "#444444" title "compass", \
     "" using 1:4 with points pt 7 ps 0.5 lc rgb "#D55E00" notitle, NaN with lines lw 3 lc rgb "#D55E00" title "decoded: population vector, 20 ms"
set xlabel "time (ms)"
set ylabel "speed (m/s)"
set yrange [0:2.4]
set ytics 1
plot "sensors.txt" using 1:3 with lines lw 3 lc rgb "#444444" title "speedometer", \
     "" using 1:5 with lines lw 2 lc rgb "#D55E00" title "decoded: trace, 20 ms"
